# ruleid: LF-DEP-031
$env:OLLAMA_HOST = "0.0.0.0"
ollama serve
