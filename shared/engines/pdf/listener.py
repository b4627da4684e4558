"""Drives one LibreOffice for office-worker.ts: Word files in, PDF files out, one after the other.

Started as `python3 -I listener.py SETTINGS` with nothing in its environment, as leader of its own process group.
SETTINGS is JSON: program (folder), folder (ours alone, exists), dataBytes and fileBytes (limits of soffice), and
preload (a library, or null).

A request on stdin:  u32 length, u8 of 1 (archival) and 2 (it may have tracked changes), Word file.
An answer on stdout: u8 kind, u32 length, then by kind
  R  ready: JSON {version, network}; network is `seccomp`, `namespace` or `open`
  P  converted: u32 kilobytes of memory in use, PDF
  E  refused by LibreOffice, which lives on: JSON {message, peakKilobytes}
  D  soffice died, and this ends with it: JSON {signal, peakKilobytes}
All numbers are big-endian. stderr is held by soffice as well, so whoever asked sees when both are gone. When stdin ends,
everything ends at once: whoever asked is gone.
"""

import ctypes
import functools
import json
import os
import queue
import resource
import shutil
import signal
import struct
import subprocess
import sys
import threading
import time

SETTINGS = json.loads(sys.argv[1])
PROGRAM = SETTINGS['program']
FOLDER = SETTINGS['folder']
PIPE = 'mytypist-' + os.path.basename(FOLDER)
RESULT = FOLDER + '/tmp/result.pdf'

# Only one thread may write at a time, and nobody after the end has begun.
OUTPUT = threading.Lock()
ENDING = threading.Lock()

LIBC = ctypes.CDLL(None, use_errno=True)
PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 22, 38
CLONE_THREAD, CLONE_NEWUSER, CLONE_NEWNET = 0x00010000, 0x10000000, 0x40000000
ALLOW, KILL, REFUSE = 0x7FFF0000, 0x80000000, 0x00050000
EPERM, EACCES, ENOSYS = 1, 13, 38

# linux/audit.h and the tables of system calls; clone3 and io_uring_setup have one number everywhere. syncs: fsync and
# fdatasync.
MACHINES = {
    'x86_64': {'audit': 0xC000003E, 'socket': 41, 'clone': 56, 'forks': (57, 58), 'syncs': (74, 75)},
    'aarch64': {'audit': 0xC00000B7, 'socket': 198, 'clone': 220, 'forks': (), 'syncs': (82, 83)},
}
IO_URING_SETUP, CLONE3 = 425, 435
# Calls of the x32 table begin here: a second door to everything.
X32 = 0x40000000


class Filter(ctypes.Structure):
    _fields_ = [('length', ctypes.c_ushort), ('code', ctypes.c_void_p)]


def instruction(code, value, if_true=0, if_false=0):
    return struct.pack('=HBBI', code, if_true, if_false, value)


def load(offset):
    return instruction(0x20, offset)


def equal(value, if_true, if_false):
    return instruction(0x15, value, if_true, if_false)


def answer(value):
    return instruction(0x06, value)


def never(call, error):
    return equal(call, 0, 1) + answer(REFUSE | error)


def install(rules):
    """Adds a seccomp filter to this process and all that come from it. False where the kernel refuses."""
    machine = MACHINES.get(os.uname().machine)
    if machine is None:
        return False
    start = load(4) + equal(machine['audit'], 1, 0) + answer(KILL)
    start += load(0) + instruction(0x35, X32, 0, 1) + answer(REFUSE | EPERM)
    code = start + rules(machine) + answer(ALLOW)
    text = ctypes.create_string_buffer(code, len(code))
    program = Filter(len(code) // 8, ctypes.addressof(text))
    LIBC.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    return LIBC.prctl(PR_SET_SECCOMP, 2, ctypes.byref(program), 0, 0) == 0


def only_local_sockets(machine):
    """Sockets are AF_UNIX or are refused; io_uring could make them past this filter."""
    check = equal(machine['socket'], 0, 4) + load(16) + equal(1, 0, 1) + answer(ALLOW) + answer(REFUSE | EACCES)
    return check + never(IO_URING_SETUP, ENOSYS)


def only_threads(machine):
    """No process may come out of this one. glibc asks with clone3 first and falls back to clone."""
    rules = never(CLONE3, ENOSYS)
    for call in machine['forks']:
        rules += never(call, EPERM)
    check = load(16) + instruction(0x45, CLONE_THREAD, 0, 1) + answer(ALLOW) + answer(REFUSE | EPERM)
    return rules + equal(machine['clone'], 0, 4) + check


def without_syncs(machine):
    """They say yes and do nothing: LibreOffice asks twice for each PDF, which is read and removed a moment later."""
    return b''.join(never(call, 0) for call in machine['syncs'])


def leave_network():
    if install(only_local_sockets):
        return 'seccomp'
    if LIBC.unshare(CLONE_NEWNET) == 0 or LIBC.unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0:
        return 'namespace'
    return 'open'


def confine():
    """Runs between fork and exec of soffice."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    resource.setrlimit(resource.RLIMIT_DATA, (SETTINGS['dataBytes'],) * 2)
    resource.setrlimit(resource.RLIMIT_FSIZE, (SETTINGS['fileBytes'],) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))
    install(lambda machine: only_threads(machine) + without_syncs(machine))


def rc(file, name):
    with open(os.path.join(PROGRAM, file), encoding='utf-8') as lines:
        for line in lines:
            if line.startswith(name + '='):
                return line[len(name) + 1:].strip()
    return ''


# The proxy is a port where nothing listens: a lock of its own, which holds where the kernel offers none.
REGISTRY = '''<?xml version="1.0"?>
<oor:data xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:oor="http://openoffice.org/2001/registry">
<oor:component-data oor:name="Common" oor:package="org.openoffice.Office">
<node oor:name="Misc"><prop oor:name="FirstRun"><value>false</value></prop><prop oor:name="UseLocking"><value>false</value></prop><prop oor:name="UseDocumentSystemFileLocking"><value>false</value></prop><prop oor:name="UseDocumentOOoLockFile"><value>false</value></prop></node>
<node oor:name="Security"><node oor:name="Scripting"><prop oor:name="BlockUntrustedRefererLinks"><value>true</value></prop><prop oor:name="DisableMacrosExecution"><value>true</value></prop><prop oor:name="MacroSecurityLevel"><value>3</value></prop></node></node>
</oor:component-data>
<oor:component-data oor:name="Inet" oor:package="org.openoffice"><node oor:name="Settings"><prop oor:name="ooInetProxyType"><value>2</value></prop><prop oor:name="ooInetHTTPProxyName"><value>127.0.0.1</value></prop><prop oor:name="ooInetHTTPProxyPort"><value>9</value></prop><prop oor:name="ooInetHTTPSProxyName"><value>127.0.0.1</value></prop><prop oor:name="ooInetHTTPSProxyPort"><value>9</value></prop><prop oor:name="ooInetNoProxy"><value></value></prop></node></oor:component-data>
<oor:component-data oor:name="Writer" oor:package="org.openoffice.Office"><node oor:name="Content"><node oor:name="Update"><prop oor:name="Link"><value>0</value></prop><prop oor:name="Field"><value>false</value></prop><prop oor:name="Chart"><value>false</value></prop></node></node></oor:component-data>
<oor:component-data oor:name="Setup" oor:package="org.openoffice">
<node oor:name="Office"><prop oor:name="ooSetupInstCompleted"><value>true</value></prop><prop oor:name="LastCompatibilityCheckID"><value>{build}</value></prop></node>
<node oor:name="Product"><prop oor:name="ooSetupLastVersion"><value>{version}</value></prop></node>
<node oor:name="L10N"><prop oor:name="ooLocale"><value>en-US</value></prop></node>
</oor:component-data>
</oor:data>
'''


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)


def start_office():
    """A profile that looks used already: without these two files soffice tidies up for a second, or leaves with 81."""
    build = rc('versionrc', 'buildid')
    version = rc('bootstraprc', 'ProductKey').replace('LibreOffice ', '')
    write(FOLDER + '/registry/mytypist.xcd', REGISTRY.format(build=build, version=version))
    write(FOLDER + '/profile/user/extensions/buildid', build)
    os.makedirs(FOLDER + '/tmp', exist_ok=True)
    system = 'file://' + os.path.join(os.path.dirname(PROGRAM), 'share/registry')
    # No layer of the user: nothing is written back, and no thread waits to do so.
    layers = f'xcsxcu:{system} res:{system} xcsxcu:file://{FOLDER}/registry'
    environment = {
        'HOME': FOLDER, 'TMPDIR': FOLDER + '/tmp', 'SAL_USE_VCLPLUGIN': 'svp', 'CONFIGURATION_LAYERS': layers,
        'LANG': 'C.UTF-8',
    }
    if SETTINGS['preload'] is not None:
        environment['LD_PRELOAD'] = SETTINGS['preload']
    command = [
        PROGRAM + '/soffice.bin', '--headless', '--invisible', '--nologo', '--norestore', '--nodefault',
        '--nolockcheck', '--nofirststartwizard', f'--accept=pipe,name={PIPE};urp;',
        f'-env:UserInstallation=file://{FOLDER}/profile',
    ]
    return subprocess.Popen(
        command, env=environment, cwd=FOLDER + '/tmp', preexec_fn=confine, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )


def send(kind, *pieces):
    with OUTPUT:
        out = sys.stdout.buffer
        try:
            out.write(kind + struct.pack('>I', sum(len(piece) for piece in pieces)))
            for piece in pieces:
                out.write(piece)
            out.flush()
        except OSError:
            end()


def note(kind, **facts):
    send(kind, json.dumps(facts).encode())


def forget_sockets():
    """LibreOffice puts its sockets into /tmp, whatever TMPDIR says. Once connected, nobody needs their names."""
    try:
        links = [os.readlink(f'/proc/{OFFICE.pid}/fd/{fd}') for fd in os.listdir(f'/proc/{OFFICE.pid}/fd')]
        own = {link[8:-1] for link in links if link.startswith('socket:[')}
        with open('/proc/net/unix', encoding='utf-8') as table:
            rows = [line.split() for line in table]
        for row in rows:
            if len(row) == 8 and row[6] in own and '/OSL_PIPE_' in row[7] and os.path.exists(row[7]):
                os.unlink(row[7])
    except OSError:
        pass


def end():
    """Ends soffice, the files and this process; whoever comes second waits for ever."""
    ENDING.acquire()
    forget_sockets()
    try:
        os.kill(OFFICE.pid, signal.SIGKILL)
    except OSError:
        pass
    # Files can appear until the kernel has ended the last thread.
    for _ in range(20):
        shutil.rmtree(FOLDER, ignore_errors=True)
        if not os.path.exists(FOLDER):
            break
        time.sleep(0.01)
    os.killpg(0, signal.SIGKILL)


def read_exactly(length):
    data = sys.stdin.buffer.read(length)
    if len(data) < length:
        end()
    return data


def read_requests(requests):
    while True:
        length, wishes = struct.unpack('>IB', read_exactly(5))
        requests.put((read_exactly(length), wishes & 1 != 0, wishes & 2 != 0))


def watch_office():
    _, status, usage = os.wait4(OFFICE.pid, 0)
    number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    note(b'D', signal=number, peakKilobytes=usage.ru_maxrss)
    end()


def memory(name):
    with open(f'/proc/{OFFICE.pid}/status', encoding='utf-8') as lines:
        for line in lines:
            if line.startswith(name):
                return int(line.split()[1])
    return 0


# When stdin ends this must run to tidy up. SIGCONT wakes it should it have been stopped, and is nothing to it otherwise;
# the kernel sends it when the thread that started us ends, which is that of a worker_thread or of the whole owner.
LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGCONT, 0, 0, 0)
NETWORK = leave_network()
OFFICE = start_office()
REQUESTS = queue.SimpleQueue()
threading.Thread(target=read_requests, args=(REQUESTS,), daemon=True).start()
threading.Thread(target=watch_office, daemon=True).start()

sys.path.append(PROGRAM)
import uno  # noqa: E402  it takes 40 ms, which soffice needs to start anyway
from com.sun.star.beans import PropertyValue  # noqa: E402


def wait():
    """The other threads decide how it ends."""
    while True:
        time.sleep(60)


def connect():
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstance('com.sun.star.bridge.UnoUrlResolver')
    while True:
        try:
            return resolver.resolve(f'uno:pipe,name={PIPE};urp;StarOffice.ComponentContext')
        except Exception:
            time.sleep(0.005)


def properties(**values):
    made = []
    for name, value in values.items():
        one = PropertyValue()
        one.Name, one.Value = name, value
        made.append(one)
    return tuple(made)


def store_properties(**pdf):
    data = uno.Any('[]com.sun.star.beans.PropertyValue', properties(**pdf))
    return properties(FilterName='writer_pdf_Export', FilterData=data)


# Quality is given because the default depends on how LibreOffice is called. 2 is PDF/A-2b.
STORE = {
    False: store_properties(Quality=90, SelectPdfVersion=0),
    True: store_properties(Quality=90, SelectPdfVersion=2),
}
# The filter is pinned: with detection, HTML or ODT named .docx would be opened as what they are.
LOAD = properties(
    FilterName='MS Word 2007 XML', Hidden=True, ReadOnly=True, MacroExecutionMode=0, UpdateDocMode=0, Silent=True,
)

# com.sun.star.frame.FrameSearchFlag
CREATE = 8

CONTEXT = connect()
FACTORY = CONTEXT.ServiceManager
DESKTOP = FACTORY.createInstanceWithContext('com.sun.star.frame.Desktop', CONTEXT)
DISPATCHER = FACTORY.createInstanceWithContext('com.sun.star.frame.DispatchHelper', CONTEXT)
forget_sockets()


def full_version():
    provider = FACTORY.createInstanceWithContext('com.sun.star.configuration.ConfigurationProvider', CONTEXT)
    path = properties(nodepath='/org.openoffice.Setup/Product')
    view = provider.createInstanceWithArguments('com.sun.star.configuration.ConfigurationAccess', path)
    return view.getByName('ooSetupVersionAboutBox')


class Window:
    """
    A hidden frame that one document after the other is shown in: a new one for each would cost 6 of 40 ms. It is
    replaced when a document failed in it, whatever that left behind.
    """

    def __init__(self):
        self.frame = DESKTOP.findFrame('_blank', CREATE)

    def open(self, word):
        """The document has no address, so a relative link of its points nowhere."""
        source = FACTORY.createInstanceWithArgumentsAndContext(
            'com.sun.star.io.SequenceInputStream', (uno.ByteSequence(word),), CONTEXT
        )
        document = self.frame.loadComponentFromURL('private:stream', '_self', 0, LOAD + properties(InputStream=source))
        if document is None:
            raise ValueError('not opened')
        return document

    def clear(self, document):
        self.frame.setComponent(None, None)
        document.close(True)

    def replace(self):
        controller = self.frame.Controller
        if controller is not None:
            self.clear(controller.Model)
        self.frame.close(True)
        self.frame = DESKTOP.findFrame('_blank', CREATE)


def hide_changes(document):
    """Tracked changes are printed as if they were accepted: left alone, deleted words would be there, struck out."""
    if document.Redlines.createEnumeration().hasMoreElements():
        frame = document.CurrentController.Frame
        DISPATCHER.executeDispatch(frame, '.uno:ShowTrackedChanges', '', 0, properties(ShowTrackedChanges=False))


def export(document, archival):
    """A file costs a dozen messages less than a stream."""
    try:
        document.storeToURL('file://' + RESULT, STORE[archival])
        with open(RESULT, 'rb') as file:
            return file.read()
    finally:
        if os.path.exists(RESULT):
            os.unlink(RESULT)


def is_gone(error):
    """The bridge breaks a moment before the kernel says that soffice is gone."""
    return 'Disposed' in type(error).__name__ or not os.path.exists(f'/proc/{OFFICE.pid}/exe')


WINDOW = Window()
note(b'R', version=full_version(), network=NETWORK)
while True:
    word, archival, may_have_changes = REQUESTS.get()
    try:
        document = WINDOW.open(word)
        if may_have_changes:
            hide_changes(document)
        pdf = export(document, archival)
        kilobytes = memory('VmRSS')
    except Exception as error:
        if is_gone(error):
            wait()
        try:
            note(b'E', message=str(error)[:500] or type(error).__name__, peakKilobytes=memory('VmHWM'))
        except (OSError, ValueError):
            wait()
        tidy = WINDOW.replace
    else:
        # Whoever asked has it before the document is closed, which takes 3 of 40 ms.
        send(b'P', struct.pack('>I', kilobytes), pdf)
        tidy = functools.partial(WINDOW.clear, document)
    try:
        tidy()
    except Exception as error:
        if is_gone(error):
            wait()
        # What does not close would be in the way of the next document.
        end()
