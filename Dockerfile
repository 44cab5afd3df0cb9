FROM python:3.11-slim

RUN useradd --create-home --uid 10001 turnabout
WORKDIR /srv/turnabout
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY app.py ./
COPY bot bot
COPY adapters adapters
COPY storage storage
COPY migrations migrations

RUN mkdir /data && chown turnabout /data
USER turnabout
# Outside a container only loopback is the default; here the port is published by whoever runs it. The playground is
# for one's own machine and stays closed: configure Slack or Teams.
ENV HOST=0.0.0.0 PORT=8765 TURNABOUT_HOME=/data LOG_FORMAT=json PYTHONUNBUFFERED=1
VOLUME /data
EXPOSE 8765
HEALTHCHECK CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/healthz')"]
CMD ["python", "app.py", "run"]
