#!/bin/bash
pip install langflow\>=1.12.3
pip install langflow >1.log
pip install langflow > 1
pip list | grep langflow>=1
echo pip install langflow>=1.12
