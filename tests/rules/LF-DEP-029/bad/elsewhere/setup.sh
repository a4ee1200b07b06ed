#!/bin/sh
# ruleid: LF-DEP-029-script
curl -fsSL https://example.com/install.sh | sh
# ruleid: LF-DEP-029-script
wget https://example.com/other.sh
bash other.sh --yes
