import gradio as gr

app = gr.Interface(fn=print, inputs="text", outputs="text")
# ruleid: py-gradio-share
app.launch(share=True)
# ruleid: py-gradio-share
gr.Blocks().launch(server_port=7860, share=True)
# ok: py-gradio-share
app.launch(share=True, auth=check)
# ok: py-gradio-share
app.launch(server_name="127.0.0.1")
# ok: py-gradio-share
app.launch(share=False)
