# One image for web, worker and beat; compose.yaml starts them.

FROM node:22-slim AS pages
WORKDIR /site
COPY package.json package-lock.json .npmrc ./
RUN npm ci

FROM python:3.12-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /site
COPY requirements.txt ./
RUN pip install --no-cache-dir --require-hashes -r requirements.txt
COPY . .
COPY --from=pages /site/node_modules node_modules
RUN useradd --system --uid 10001 casework && install --directory --owner casework --mode 700 /kept /keys
USER casework
ENV DATA_DIR=/kept PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
CMD ["python", "-m", "gunicorn", "-c", "python:casework.gunicorn"]
