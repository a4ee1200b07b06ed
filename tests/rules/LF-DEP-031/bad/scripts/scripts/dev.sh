# ruleid: LF-DEP-031-dev
OLLAMA_HOST=0.0.0.0 ollama serve
