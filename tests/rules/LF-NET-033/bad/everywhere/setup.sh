#!/bin/sh
# ruleid: LF-NET-033
export GIT_SSL_NO_VERIFY=true
# ruleid: LF-NET-033
NODE_TLS_REJECT_UNAUTHORIZED=0 node index.js
# ruleid: LF-NET-033
wget --no-check-certificate https://packages.example.com/tool.tar.gz
# ruleid: LF-NET-033
npm config set strict-ssl false
