import html

import requests
import json

import pandas
import streamlit as st
import streamlit.components.v1 as components
from fastapi.responses import HTMLResponse


def page(llm, question):
    answer = llm.invoke(question).content
    # ruleid: lf-llm-output-html
    st.markdown(answer, unsafe_allow_html=True)
    # ok: lf-llm-output-html
    st.markdown(answer)


def response(llm, question):
    answer = llm.invoke(question).content
    # ruleid: lf-llm-output-html
    return HTMLResponse(f"<p>{answer}</p>")


def escaped(llm, question):
    answer = html.escape(llm.invoke(question).content)
    # ok: lf-llm-output-html
    return HTMLResponse(f"<p>{answer}</p>")


RUN = "https://langflow.invalid/api/v1/run/report"


def asked(question):
    answer = requests.post(RUN, json={"input_value": question}, timeout=60)
    return answer.json()["outputs"][0]


def report(question, column):
    text = asked(question)
    # ruleid: lf-llm-output-html
    st.markdown(f"<div class='bubble'>{text}</div>", unsafe_allow_html=True)
    # ruleid: lf-llm-output-html
    components.html(text, height=400)
    # ruleid: lf-llm-output-html
    column.markdown(text, unsafe_allow_html=True)
    # ok: lf-llm-output-html
    st.markdown("<style>.bubble { padding: 1em }</style>", unsafe_allow_html=True)
    # ok: lf-llm-output-html
    st.markdown(f"<div class='bubble'>{html.escape(text)}</div>", unsafe_allow_html=True)


def history():
    for message in st.session_state.messages:
        # ruleid: lf-llm-output-html
        st.markdown(f"<p>{message['content']}</p>", unsafe_allow_html=True)
        # ok: lf-llm-output-html
        st.markdown(message["content"])
    for chapter in st.session_state.chapters:
        # ok: lf-llm-output-html
        st.markdown(chapter["content"], unsafe_allow_html=True)


def table(llm, question):
    rows = json.loads(llm.invoke(question).content)
    frame = pandas.DataFrame(rows)
    # ruleid: lf-llm-output-html
    shown = frame.to_html(escape=False)
    # ok: lf-llm-output-html
    plain = frame.to_html()
    return shown, plain
