"""Login and four commands on each device, with asyncssh: prints {"cpuMs", "whole"} as JSON.

Reads {"devices": [{"host", "port"}], "username", "password"} from standard input. A shell with a prompt that is
learned by asking for it, as a network device needs it.
"""
import asyncio
import json
import resource
import sys
import warnings

warnings.simplefilter("ignore")
import asyncssh  # noqa: E402

COMMANDS = ["terminal length 0", "show version", "show clock", "show crypto ca trustpool", "show crypto ca trustpool policy"]


async def read(device, order, turn):
    async with turn:
        async with asyncssh.connect(
            device["host"], port=device["port"], username=order["username"], password=order["password"],
            known_hosts=None, client_keys=None, config=None, login_timeout=120,
        ) as connection:
            process = await connection.create_process(term_type="vt100")
            await process.stdout.readuntil("#")
            outputs = []
            for command in COMMANDS:
                process.stdin.write(command + "\n")
                outputs.append(await process.stdout.readuntil("CPU0:" + device["name"] + "#"))
            return len(outputs) == len(COMMANDS) and "Issued By" in outputs[3]


async def main():
    order = json.load(sys.stdin)
    turn = asyncio.Semaphore(200)
    answers = await asyncio.gather(*(read(device, order, turn) for device in order["devices"]), return_exceptions=True)
    used = resource.getrusage(resource.RUSAGE_SELF)
    whole = sum(1 for answer in answers if answer is True)
    print(json.dumps({"cpuMs": 1000 * (used.ru_utime + used.ru_stime), "whole": whole}))


asyncio.run(main())
