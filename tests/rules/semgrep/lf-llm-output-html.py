import html

import streamlit as st
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
