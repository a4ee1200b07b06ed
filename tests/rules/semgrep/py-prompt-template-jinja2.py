from langchain_core.prompts import PromptTemplate


def prompts(text):
    # ruleid: py-prompt-template-jinja2
    one = PromptTemplate.from_template(text, template_format="jinja2")
    # ruleid: py-prompt-template-jinja2
    two = PromptTemplate(template=text, template_format="jinja2", input_variables=[])
    # ok: py-prompt-template-jinja2
    three = PromptTemplate.from_template("Dear {{ name }}", template_format="jinja2")
    # ok: py-prompt-template-jinja2
    four = PromptTemplate.from_template(text)
    return one, two, three, four
