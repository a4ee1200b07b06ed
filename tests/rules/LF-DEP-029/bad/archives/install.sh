#!/bin/sh
# ruleid: LF-DEP-029-archive-stack
curl -LO https://example.com/store-1.4.tgz
tar -xzf store-1.4.tgz
sudo mv store-1.4/store /usr/local/bin/
