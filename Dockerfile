# The scanner with everything it needs: nothing is downloaded when it runs.
# The tag is a moving one on purpose while we build; a release is addressed by the digest of the
# finished image, which fixes this layer with all others.
FROM python:3.13-slim AS build

WORKDIR /src
# First what changes rarely. Every file is checked against its hash in the lock; pip stays in the
# environment because pip-audit asks for its version when it is imported.
COPY requirements.lock requirements-build.lock ./
RUN python -m venv /opt/langflow-scan \
 && /opt/langflow-scan/bin/pip install --no-cache-dir --disable-pip-version-check \
      --require-hashes --only-binary :all: --requirement requirements.lock \
 && python -m venv /opt/build \
 && /opt/build/bin/pip install --no-cache-dir --disable-pip-version-check \
      --require-hashes --only-binary :all: --requirement requirements-build.lock

COPY pyproject.toml README.md LICENSE ./
COPY scanner scanner
COPY rulesets rulesets
COPY docs/rules docs/rules
RUN /opt/build/bin/pip wheel --no-cache-dir --disable-pip-version-check \
      --no-deps --no-build-isolation --wheel-dir /wheel . \
 && /opt/langflow-scan/bin/pip install --no-cache-dir --disable-pip-version-check \
      --no-index --no-deps /wheel/*.whl \
 # Compiles the rule files: the finished image can write nothing next to them.
 && /opt/langflow-scan/bin/langflow-scan rules >/dev/null


FROM python:3.13-slim

LABEL org.opencontainers.image.title="langflow-scan" \
      org.opencontainers.image.description="Security scan for repositories that deploy or extend Langflow" \
      org.opencontainers.image.source="https://github.com/langflow-scan/langflow-scan" \
      org.opencontainers.image.licenses="Apache-2.0"

# git lists the files of the scanned tree; its version does not show in any result.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install --yes --no-install-recommends git \
 && rm -rf /var/lib/apt/lists/*

COPY --from=build /opt/langflow-scan /opt/langflow-scan

# HOME: any user may run this, also one who is in no password file.
# LANGFLOW_SCAN_NO_CACHE: the user's own folder ends with the container; `cache-dir` works.
# SEMGREP_*: the scan tells its engines the same; this is for who starts one by hand.
ENV PATH=/opt/langflow-scan/bin:$PATH \
    HOME=/tmp \
    LANGFLOW_SCAN_NO_CACHE=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    SEMGREP_ENABLE_VERSION_CHECK=0 \
    SEMGREP_SEND_METRICS=off

# Who the scanner runs as where nothing is mounted here.
RUN install --directory --owner=1001 --group=1001 /github/workspace
WORKDIR /github/workspace
# The only place the scanner writes to besides its outputs; stays writable under --read-only.
VOLUME /tmp

# No USER: the entry point becomes the owner of the workspace before anything else runs, because
# nobody else can write the results there; it explains itself. `--user 1001:1001` works as well.
# With arguments this is the command (`docker run IMAGE scan .`), without any it is the action.
COPY docker/entrypoint.py /opt/langflow-scan/entrypoint.py
ENTRYPOINT ["/opt/langflow-scan/bin/python", "-I", "/opt/langflow-scan/entrypoint.py"]
