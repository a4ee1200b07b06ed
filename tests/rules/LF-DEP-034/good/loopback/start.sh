#!/bin/bash
langflow run &
python3 -m http.server --bind 127.0.0.1 8000 &
npx serve dist &
flask run --debug &
uvicorn app:app --reload &
uvicorn app:app --host 0.0.0.0 &
streamlit run app.py --server.address 0.0.0.0 &
echo "python -m http.server shows the folder"
