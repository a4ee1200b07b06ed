#!/bin/sh
pip install langflow
langflow run
