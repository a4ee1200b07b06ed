#!/bin/bash
pip install langflow==1.13.0
langflow run --host 127.0.0.1
