"""Colours outside of style sheets: `tokens` on paper, `accents` of an organisation."""
