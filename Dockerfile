# The web, and with another command a worker: see compose.yaml and docs/administration.md.
FROM docker.io/library/debian:trixie-slim

# Fonts and Pango are for PDFs, pg_dump is for backups.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        python3 python3-venv \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
        fonts-noto-core fonts-noto-cjk \
        postgresql-client \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /srv/goals-tracker
COPY requirements.txt ./
RUN python3 -m venv .venv \
    && .venv/bin/python -m pip install --no-cache-dir --require-hashes -r requirements.txt

COPY manage.py pyproject.toml LICENSE ./
COPY goals_tracker goals_tracker
COPY objectives objectives
COPY reviews reviews
COPY templates templates
COPY static static
COPY fixtures fixtures
RUN .venv/bin/python -m compileall -q goals_tracker objectives reviews

# Volumes get their owner from these folders.
RUN useradd --system --uid 10001 --home-dir /nonexistent goals \
    && install --directory --owner goals --mode 0700 /var/lib/goals-tracker /backups
USER goals
ENV PATH=/srv/goals-tracker/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    VAR_DIR=/var/lib/goals-tracker
VOLUME /var/lib/goals-tracker

EXPOSE 8000
HEALTHCHECK --start-period=60s \
    CMD ["python", "-c", "import urllib.request as web; web.urlopen('http://localhost:8000/readyz', timeout=5)"]
CMD ["gunicorn", "--config", "python:goals_tracker.server", "--bind", "0.0.0.0:8000"]
