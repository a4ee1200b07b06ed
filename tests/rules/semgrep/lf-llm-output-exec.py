import ast
import json


def calculate(llm, prompt):
    answer = llm.invoke(prompt).content
    # ruleid: lf-llm-output-exec
    return eval(answer)


def program(client, messages):
    response = client.chat.completions.create(model="m", messages=messages)
    code = response.choices[0].message.content
    # ruleid: lf-llm-output-exec
    exec(code, {})


def parsed(llm, prompt):
    answer = llm.invoke(prompt).content
    # ok: lf-llm-output-exec
    return json.loads(answer)


def fixed(llm, prompt):
    answer = llm.invoke(prompt).content
    # ok: lf-llm-output-exec
    return eval("1 + 1"), answer
