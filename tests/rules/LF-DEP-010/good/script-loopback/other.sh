#!/bin/bash
langflow run
