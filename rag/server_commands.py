"""How the servers and the page are started: command lines and environments, from plain values."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from rag.models.embedding_server import HEALTH_PATH
from rag.processes import Address, Say
from rag.servers import ServerSpec, nothing_to_examine

VECTORS = "vectors"
MODEL = "model"
EMBEDDER = "embedder"
PAGE = "page"

QUIET: Mapping[str, str] = {
    "ANONYMIZED_TELEMETRY": "False",
    # its own transport is for the client that is not used here, and it warns about NO_PROXY below
    "LANGCHAIN_OPENAI_TCP_KEEPALIVE": "0",
    "LANGCHAIN_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
    "LANGSMITH_TRACING": "false",
    "LANGSMITH_TRACING_V2": "false",
    # servers on loopback are never asked through a proxy
    "NO_PROXY": "127.0.0.1,localhost,::1",
    "no_proxy": "127.0.0.1,localhost,::1",
    "DO_NOT_TRACK": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
    # comes with the parser and Chroma: its Linux build reports home from the moment it is imported
    "ORT_DISABLE_TELEMETRY": "1",
    "ORT_TELEMETRY_DISABLED": "1",
    "SCARF_NO_ANALYTICS": "true",
    "TRANSFORMERS_OFFLINE": "1",
    "VLLM_DO_NOT_TRACK": "1",
    "VLLM_NO_USAGE_STATS": "1",
}
"""Keeps every library from counting, reporting or fetching anything."""


def chroma_command(programs: Path, folder: Path, host: str, port: int) -> tuple[str, ...]:
    """Chroma's server for the vectors in folder; programs is the environment's bin folder."""
    return (
        str(programs / "chroma"),
        "run",
        *("--path", str(folder)),
        *("--host", host),
        *("--port", str(port)),
    )


def vllm_command(
    python: Path,
    model: str,
    served_name: str,
    dtype: str,
    context_tokens: int,
    parallel_questions: int,
    extra_arguments: Sequence[str],
    host: str,
    port: int,
) -> tuple[str, ...]:
    """vLLM's server with the interface of OpenAI's.

    model is a folder or a hub id that was obtained before. The module is named, not the `vllm` program: the
    build for processors without a GPU is called otherwise and its program does not find itself.
    """
    return (
        str(python),
        *("-m", "vllm.entrypoints.openai.api_server"),
        *("--model", model),
        *("--served-model-name", served_name),
        *("--host", host),
        *("--port", str(port)),
        *("--dtype", dtype),
        *("--max-model-len", str(context_tokens)),
        *("--max-num-seqs", str(parallel_questions)),
        # what people asked does not belong in a log
        "--no-enable-log-requests",
        "--disable-uvicorn-access-log",
        "--disable-log-stats",
        *extra_arguments,
    )


def vllm_environment(
    build: str, threads: int, cache_gib: int, cache: Path, processors: Sequence[int]
) -> dict[str, str]:
    """What vLLM reads from its environment.

    build is cpu or gpu. For cpu, that many threads are bound to processors one to one, which was measured to
    be faster than leaving it to vLLM; cache_gib is the memory for what was read.
    """
    common = {
        **QUIET,
        "VLLM_CACHE_ROOT": str(cache / "vllm"),
        "VLLM_CONFIG_ROOT": str(cache / "vllm-config"),
        # else it looks for the machine's outward address
        "VLLM_HOST_IP": "127.0.0.1",
        "VLLM_LOOPBACK_IP": "127.0.0.1",
    }
    if build == "gpu":
        return common
    bound = sorted(processors)[:threads]
    return {
        **common,
        "OMP_NUM_THREADS": str(len(bound)),
        "VLLM_CPU_KVCACHE_SPACE": str(cache_gib),
        "VLLM_CPU_OMP_THREADS_BIND": ",".join(str(processor) for processor in bound),
    }


def embedder_command(
    python: Path, model: str, threads: int, batch_size: int, host: str, port: int
) -> tuple[str, ...]:
    """The embedding server. model is a folder or a hub id that was obtained before."""
    return (
        str(python),
        *("-m", "rag.models.embedding_server"),
        *("--model", model),
        *("--threads", str(threads)),
        *("--batch-size", str(batch_size)),
        *("--host", host),
        *("--port", str(port)),
    )


def streamlit_command(python: Path, script: Path, host: str, port: int) -> tuple[str, ...]:
    """The page's server. Run as a module: the program would put the script's folder first on the path."""
    options = {
        "server.address": host,
        "server.port": str(port),
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
        "client.showErrorDetails": "none",
        "client.toolbarMode": "minimal",
        "global.developmentMode": "false",
        # else all that is in memory is gone through after each click: .17 of .22 s
        "runner.postScriptGC": "false",
    }
    return (
        str(python),
        *("-m", "streamlit", "run", str(script)),
        *(part for name, value in options.items() for part in (f"--{name}", value)),
    )


def vector_store(
    programs: Path,
    folder: Path,
    host: str,
    port: int,
    examine: Callable[[Address, Say], None] = nothing_to_examine,
) -> ServerSpec:
    """Chroma, as a server of the data folder. examine looks at what it holds, as ServerSpec's does."""
    return ServerSpec(
        name=VECTORS,
        title="vector store",
        host=host,
        port=port,
        command=partial(chroma_command, programs, folder),
        environment=QUIET,
        health_path="/api/v2/heartbeat",
        start_seconds=60,
        examine=examine,
        put_files_aside=partial(put_aside, folder),
    )


def put_aside(folder: Path) -> bool:
    """Rename a folder to NAME.damaged, for a person to look at; False where it is not there.

    One put aside earlier is removed: everything in it can be made anew.
    """
    if not folder.exists():
        return False
    damaged = folder.with_name(f"{folder.name}.damaged")
    shutil.rmtree(damaged, ignore_errors=True)
    folder.rename(damaged)
    return True


def model_server(
    python: Path,
    model: str,
    served_name: str,
    dtype: str,
    context_tokens: int,
    parallel_questions: int,
    extra_arguments: Sequence[str],
    environment: Mapping[str, str],
    host: str,
    port: int,
    start_seconds: float,
) -> ServerSpec:
    """vLLM, as a server of the data folder; environment is vllm_environment's."""
    return ServerSpec(
        name=MODEL,
        title="model server",
        host=host,
        port=port,
        command=partial(
            vllm_command,
            python,
            model,
            served_name,
            dtype,
            context_tokens,
            parallel_questions,
            tuple(extra_arguments),
        ),
        environment=environment,
        health_path="/health",
        start_seconds=start_seconds,
    )


def embedding_server(
    python: Path, model: str, threads: int, batch_size: int, host: str, port: int
) -> ServerSpec:
    """The embedder, as a server of the data folder."""
    return ServerSpec(
        name=EMBEDDER,
        title="embedding server",
        host=host,
        port=port,
        command=partial(embedder_command, python, model, threads, batch_size),
        environment=QUIET,
        health_path=HEALTH_PATH,
        start_seconds=120,
    )


def web_page(python: Path, script: Path, host: str, port: int, environment: Mapping[str, str]) -> ServerSpec:
    """Streamlit with the page, as a server of the data folder; environment is added to QUIET."""
    return ServerSpec(
        name=PAGE,
        title="web page",
        host=host,
        port=port,
        command=partial(streamlit_command, python, script),
        environment={**QUIET, **environment},
        health_path="/_stcore/health",
        start_seconds=60,
    )
