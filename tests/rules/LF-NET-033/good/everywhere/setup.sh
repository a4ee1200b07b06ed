#!/bin/sh
unset NODE_TLS_REJECT_UNAUTHORIZED
export GIT_SSL_NO_VERIFY=0
curl -fsSL https://packages.example.com/tool.tar.gz -o /opt/tool.tar.gz
curl -k https://localhost:7860/health
curl --insecure https://langflow:7860/health
git config --global http.sslVerify true
echo "never set NODE_TLS_REJECT_UNAUTHORIZED=0"
