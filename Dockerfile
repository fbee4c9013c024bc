# syntax=docker/dockerfile:1
FROM python:3.13-slim AS build
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
RUN pip install --no-cache-dir "uv>=0.9,<1"
WORKDIR /app
COPY pyproject.toml uv.lock ./
RUN uv sync --locked --no-dev --no-install-project
COPY README.md LICENSE ./
COPY storage ./storage
COPY bot ./bot
RUN uv sync --locked --no-dev --no-editable
# The list of fonts, made once here rather than with each chart; where its folder cannot be written it is not used.
ENV MPLCONFIGDIR=/app/matplotlib
RUN .venv/bin/python -c "import matplotlib.font_manager"

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /data brief && install -d -o brief /data
COPY --from=build /app/.venv /app/.venv
COPY --from=build --chown=brief /app/matplotlib /app/matplotlib
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    MPLCONFIGDIR=/app/matplotlib \
    BRIEF_DATABASE_URL=sqlite:////data/brief.db BRIEF_HTTP_HOST=0.0.0.0
USER brief
WORKDIR /data
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f\"http://127.0.0.1:{os.environ.get('BRIEF_HTTP_PORT', '8080')}/healthz\", timeout=4)"]
ENTRYPOINT ["brief"]
CMD ["run"]
