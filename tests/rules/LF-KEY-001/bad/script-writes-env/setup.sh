#!/bin/sh
cat > deploy/.env <<END
LANGFLOW_PORT=7860
# ruleid: LF-KEY-001
LANGFLOW_SECRET_KEY=@@RANDOM43@@
END
