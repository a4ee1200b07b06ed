#!/bin/sh
launcher="$HOME/bin/start-langflow"
cat > "$launcher" <<'END'
#!/bin/sh
# ruleid: LF-DEP-010
exec langflow run --host 0.0.0.0
END
