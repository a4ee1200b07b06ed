import os
import subprocess

import discord
import streamlit as st
from telegram import Update

client = discord.Client(intents=discord.Intents.default())


@client.event
async def on_message(message):
    # # ruleid: py-chat-message-exec
    subprocess.run(message.content, shell=True)
    # # ok: py-chat-message-exec
    subprocess.run(["git", "log", "-1", "--", "notes.md"])
    # # ok: py-chat-message-exec
    await message.channel.send(message.content)


async def calculate(update: Update, context):
    # # ruleid: py-chat-message-exec
    await update.message.reply_text(str(eval(update.message.text)))
    # # ok: py-chat-message-exec
    await update.message.reply_text(str(float(update.message.text)))


code = st.text_area("Python")
# # ruleid: py-chat-message-exec
exec(code)
# # ok: py-chat-message-exec
exec("print(1)")
# # ok: py-chat-message-exec
st.code(code)
