#!/bin/bash
langflow run &
# ruleid: LF-DEP-034-files
python3 -m http.server 8000 &
# ruleid: LF-DEP-034-files
npx --yes http-server -p 8080 &
# ruleid: LF-DEP-034-code
flask --app api run --debug --host=0.0.0.0 &
# ruleid: LF-DEP-034-code
FLASK_APP=api flask --debug run -h 0.0.0.0 &
# ruleid: LF-DEP-034
python manage.py runserver 0.0.0.0:8001 &
# ruleid: LF-DEP-034
streamlit run app.py --server.enableCORS=false --server.enableXsrfProtection false &
# ruleid: LF-DEP-034-reload
uv run uvicorn app:app --reload --host 0.0.0.0 &
# ruleid: LF-DEP-034-reload
exec gunicorn --bind 0.0.0.0:8002 --reload app:app
