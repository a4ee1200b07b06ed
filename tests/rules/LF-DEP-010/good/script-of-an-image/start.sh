#!/bin/bash
exec langflow run --host 0.0.0.0
