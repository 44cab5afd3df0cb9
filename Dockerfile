FROM python:3.11-slim

RUN useradd --create-home --uid 10001 turnabout
WORKDIR /srv/turnabout
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY app.py pyproject.toml ./
COPY bot bot
COPY adapters adapters
COPY storage storage
COPY migrations migrations

RUN mkdir /data && chown turnabout /data
USER turnabout
# Outside a container only loopback is the default; here the port is published by whoever runs it.
ENV HOST=0.0.0.0 PORT=8765 TURNABOUT_HOME=/data LOG_FORMAT=json PYTHONUNBUFFERED=1
VOLUME /data
EXPOSE 8765
HEALTHCHECK CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8765/healthz')"]
CMD ["python", "app.py", "run"]
