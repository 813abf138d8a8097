"""The endpoints as tools of the Model Context Protocol.

Gradio's own MCP server writes what a tool gives as Python does, which programs cannot read. This one, of the
protocol's SDK, gives it as JSON and as structured content with a schema, at the address where Gradio's would be.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from functools import partial, wraps
from typing import Any

import anyio.to_thread
from fastapi import FastAPI
from gradio.utils import get_function_description
from mcp.server.fastmcp import FastMCP
from mcp.server.fastmcp.tools import Tool
from mcp.server.transport_security import TransportSecuritySettings
from starlette.routing import Mount

PATH = "/gradio_api/mcp"


def app_settings(endpoints: Iterable[Callable[..., Any]]) -> dict[str, Any]:
    """Arguments for the web application (a FastAPI) with which it serves these functions as tools at PATH."""
    server = FastMCP(
        "Plan QA",
        tools=[_tool(endpoint) for endpoint in endpoints],
        stateless_http=True,
        json_response=True,
        streamable_http_path="/",
        log_level="WARNING",
        # Gradio itself turns away pages of other sites that call a server on this machine.
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    mounted = Mount(PATH, server.streamable_http_app())

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with server.session_manager.run():
            yield

    return {"routes": [mounted], "lifespan": lifespan}


def _tool(endpoint: Callable[..., Any]) -> Tool:
    """The endpoint as a tool that runs in a thread of its own, with what its docstring says of its arguments."""

    @wraps(endpoint)
    async def run(**arguments: Any) -> Any:
        return await anyio.to_thread.run_sync(partial(endpoint, **arguments))

    description, arguments, returns = get_function_description(endpoint)
    tool = Tool.from_function(run, description=f"{description}\n\nReturns: {' '.join(returns)}")
    for name, meaning in arguments.items():
        tool.parameters["properties"][name]["description"] = meaning
    return tool
