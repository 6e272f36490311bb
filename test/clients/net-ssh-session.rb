# Drives a device with net-ssh and net-scp, the libraries of oxidized; prints what came as JSON.
require "json"
require "net/ssh"
require "net/scp"

job = JSON.parse(STDIN.read)
login = job["login"]
options = { password: login["password"], port: login["port"], user_known_hosts_file: job["hostKeys"],
            verify_host_key: :always, non_interactive: true }
said = {}
Net::SSH.start(login["host"], login["username"], options) do |ssh|
  said["clock"] = ssh.exec!("show clock").to_s
  ssh.scp.upload!(job["file"], "/disk0:/net-scp.bin")
  ssh.scp.download!("/disk0:/net-scp.bin", job["back"])
  lines = ["terminal length 0", "show running-config hostname", "exit"]
  seen = +""
  shell = ssh.open_channel do |channel|
    channel.request_pty
    channel.send_channel_request("shell") do |opened, _|
      waiting = +""
      opened.on_data do |_, data|
        seen << data
        waiting << data
        next unless waiting.end_with?("#") && !lines.empty?
        waiting.clear
        opened.send_data("#{lines.shift}\n")
      end
    end
  end
  shell.wait
  said["shell"] = seen
end
puts JSON.generate(said)
