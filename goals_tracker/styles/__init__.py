"""Style sheets, and colours outside of them.

`joining` puts sheets that others import in their places, `tokens` are those of
`tokens.css` on paper, `accents` are the colours that an organisation can choose.
"""
