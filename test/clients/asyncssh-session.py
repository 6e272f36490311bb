"""Drives a device with asyncssh: commands, an interactive shell, SFTP, SCP, many sessions at once."""
import asyncio
import json
import sys

import asyncssh

job = json.load(sys.stdin)


async def interactive(connection):
    async with connection.create_process(term_type="vt100") as process:
        seen = await process.stdout.readuntil("#")
        for line in ("terminal length 0", "show clock"):
            # One character at a time, and the line end only after the echo.
            for character in line:
                process.stdin.write(character)
                await process.stdout.readexactly(1)
            process.stdin.write("\r")
            seen += await process.stdout.readuntil("#")
        process.stdin.write("exit\n")
        await process.stdout.read()
        return seen, process.exit_status


async def clock():
    async with asyncssh.connect(**job["login"], known_hosts=job["hostKeys"]) as connection:
        return (await connection.run("show clock")).exit_status


async def main():
    said = {}
    async with asyncssh.connect(**job["login"], known_hosts=job["hostKeys"]) as connection:
        result = await connection.run("show version")
        said["version"], said["status"] = result.stdout, result.exit_status
        said["shell"], said["shellStatus"] = await interactive(connection)
        async with connection.start_sftp_client() as sftp:
            await sftp.put(job["file"], "/harddisk:/asyncssh.bin")
            said["size"] = (await sftp.stat("/harddisk:/asyncssh.bin")).size
            said["names"] = await sftp.listdir("/harddisk:")
            await sftp.get("/harddisk:/asyncssh.bin", job["back"])
        await asyncssh.scp((connection, "/harddisk:/asyncssh.bin"), job["back"] + ".scp")
        await asyncssh.scp(job["file"], (connection, "/disk0:/by-scp.bin"))
        said["digest"] = (await connection.run("show md5 file /disk0:/by-scp.bin")).stdout
    said["together"] = await asyncio.gather(*(clock() for _ in range(20)))
    json.dump(said, sys.stdout)


asyncio.run(main())
