"""Drives a device with bare paramiko: exec, a shell with a question answered, SFTP that appends."""
import json
import sys

import paramiko

job = json.load(sys.stdin)
said = {}
client = paramiko.SSHClient()
client.load_host_keys(job["hostKeys"])
client.connect(
    hostname=job["login"]["host"],
    port=job["login"]["port"],
    username=job["login"]["username"],
    password=job["login"]["password"],
    look_for_keys=False,
    allow_agent=False,
)
_, stdout, _ = client.exec_command("show clock")
said["clock"], said["status"] = stdout.read().decode(), stdout.channel.recv_exit_status()

channel = client.invoke_shell()


def until(end):
    text = ""
    while not text.endswith(end):
        text += channel.recv(4096).decode()
    return text


until("#")
for line, end in (
    ("configure", ")#"),
    ("domain name paramiko.example", ")#"),
    ("end", "[cancel]:"),
    ("yes", "#"),
):
    channel.send(line + "\n")
    said[line] = until(end)
channel.close()

with client.open_sftp() as sftp:
    with sftp.open("/disk0:/notes.txt", "w") as file:
        file.write("first\n")
    with sftp.open("/disk0:/notes.txt", "a") as file:
        file.write("second\n")
    said["notes"] = sftp.open("/disk0:/notes.txt").read().decode()
    said["names"] = sftp.listdir("/disk0:")
client.close()
json.dump(said, sys.stdout)
