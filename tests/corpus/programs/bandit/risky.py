import pickle
import subprocess
import yaml, random, hashlib, tempfile

PASSWORD = "hunter2"


def run(command, data, url):
    subprocess.call(command, shell=True)
    subprocess.Popen(["ls", "-l"])
    eval(command)
    exec(data)
    pickle.loads(data)
    yaml.load(data)
    hashlib.md5(data).hexdigest()
    assert random.random() < 1
    tempfile.mktemp()
    try:
        open("/tmp/x", "w")
    except Exception:
        pass
    query = "SELECT * FROM t WHERE id = '%s'" % url
    return query  # nosec
