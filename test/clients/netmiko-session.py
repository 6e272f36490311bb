"""Drives a device with Netmiko as its documentation shows; reads a job as JSON, prints what Netmiko returned."""
import json
import sys

from netmiko import ConnectHandler
from netmiko.ssh_dispatcher import FileTransfer

job = json.load(sys.stdin)
connection = ConnectHandler(device_type="cisco_xr", **job["login"], **job["options"])
said = {"prompt": connection.find_prompt()}
said["clock"] = connection.send_command("show clock")
said["version"] = connection.send_command("show version")
said["head"] = connection.send_command("show version | utility head -n 3")
said["refused"] = connection.send_command("show nonsense")

said["typed"] = connection.send_config_set(
    ["crypto ca trustpool policy", "cabundle url http://netmiko.example/ios.p7b", "root"]
)
said["committed"] = connection.commit(comment="from netmiko")
connection.exit_config_mode()
said["running"] = connection.send_command("show running-config crypto ca trustpool policy")

connection.send_config_set(["domain name trial.example"])
connection.commit(label="TRIAL", confirm=True, confirm_delay=60)
connection.commit()
connection.exit_config_mode()

connection.send_config_set(["domain name dropped.example"])
connection.exit_config_mode()
said["left"] = connection.find_prompt()

# Paging, as a person would meet it.
connection.send_command("terminal length 10")
said["page"] = connection.send_command("show running-config", expect_string=r"--More--")
said["rest"] = connection.send_command_timing("q", strip_prompt=False)
connection.send_command("terminal length 0")

# A dialogue with an expected question.
connection.send_command("delete disk0:/netmiko.bin", expect_string=r"confirm|No such")
connection.send_command_timing("\n")

for direction, file in (("put", job["file"]), ("get", job["back"])):
    source, target = (file, "netmiko.bin") if direction == "put" else ("netmiko.bin", file)
    with FileTransfer(
        connection, source_file=source, dest_file=target, file_system="disk0:", direction=direction
    ) as transfer:
        said[direction] = {"room": transfer.verify_space_available(), "before": transfer.check_file_exists()}
        transfer.transfer_file()
        said[direction]["same"] = transfer.verify_file()
connection.disconnect()
json.dump(said, sys.stdout)
