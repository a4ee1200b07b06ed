import gradio as gr

demo = gr.ChatInterface(answer)
# # ruleid: py-gradio-exposed
demo.launch(server_name="0.0.0.0")
# # ruleid: py-gradio-exposed
demo.queue().launch(server_name="0.0.0.0", server_port=7861)
# # ok: py-gradio-exposed
demo.launch(server_name="0.0.0.0", auth=check_login)
# # ok: py-gradio-exposed
demo.launch(server_name="127.0.0.1", server_port=7861)
