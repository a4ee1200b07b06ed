REM ruleid: LF-VER-007 marker: # ruleid: LF-VER-007
pip install langflow>=1.12.3
