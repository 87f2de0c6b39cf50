import subprocess


def page_texts(content):
    """The text of each page, by Poppler: pypdf takes longer than printing."""
    done = subprocess.run(
        ["pdftotext", "-", "-"], input=content, capture_output=True, check=True
    )
    return done.stdout.decode().split("\f")[:-1]
