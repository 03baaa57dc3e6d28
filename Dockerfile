# The portal's image: every process of docker-compose.yml runs from it.

FROM node:24-bookworm-slim AS assets
RUN apt-get update && apt-get install -y --no-install-recommends python3 && rm -rf /var/lib/apt/lists/*
WORKDIR /portal
COPY package.json package-lock.json .npmrc ./
COPY tools tools
COPY static static
RUN python3 -m tools.assets

FROM python:3.13-slim-bookworm
# Pango and HarfBuzz draw the documents, libmagic recognises uploads
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 libmagic1 \
 && rm -rf /var/lib/apt/lists/*
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DJANGO_SETTINGS_MODULE=portal.settings.prod
WORKDIR /portal
COPY requirements/base.txt requirements/base.txt
RUN pip install --no-cache-dir --require-hashes -r requirements/base.txt
COPY . .
COPY --from=assets /portal/static/build static/build
# the Noto fonts serve the documents and axe the tests: neither is sent to browsers
RUN python -m tools.messages compile \
 && SECRET_KEY=only-for-this-step STATIC_ROOT=/portal/staticfiles \
    python manage.py collectstatic --no-input --ignore 'Noto*' --ignore axe.min.js \
 && useradd --system --uid 10001 --no-create-home portal \
 && install -d -o portal -g portal /data/media /data/audit
USER portal
EXPOSE 8000
CMD ["gunicorn", "portal.wsgi:application", "--bind", "0.0.0.0:8000", "--config", "deploy/gunicorn.conf.py"]
