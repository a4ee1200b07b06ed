#!/bin/bash
langflow run --host "$HOST"
