#!/bin/sh
langflow run --host 0.0.0.0
