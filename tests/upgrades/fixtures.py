"""Databases that earlier versions made; README.md says how."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parent
COMMITS = ["1c2203f", "122018f", "47b1336"]
