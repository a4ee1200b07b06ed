#!/bin/sh
# ruleid: LF-CI-008-dev
ssh -o UserKnownHostsFile=/dev/null vagrant@127.0.0.1
