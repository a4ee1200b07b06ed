#!/bin/sh
cat > ~/.ssh/config <<END
Host flows
  # ruleid: LF-CI-008
  StrictHostKeyChecking no
END
ssh flows docker compose up -d
