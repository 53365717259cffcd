"""The benchmarks still run, and their peers still take the same step."""

import importlib.util

import pytest

from . import engine_speed
from .peers import PEERS, ExplorerLinear
from .workloads import WORKLOADS


@pytest.mark.parametrize("package, peer, engine", PEERS, ids=[peer.name for _, peer, _ in PEERS])
@pytest.mark.parametrize("workload", WORKLOADS[:4], ids=[workload.name for workload in WORKLOADS[:4]])
def test_every_installed_peer_reaches_the_same_weights(package, peer, engine, workload):
    if package and importlib.util.find_spec(package) is None:
        pytest.skip(f"{package} is not installed")
    if engine is ExplorerLinear:
        workload = workload._replace(eta=0.01)
    engine_speed.check(peer(workload), engine(workload), peer.name)


def test_the_check_of_the_peers_notices_another_step():
    workload = WORKLOADS[0]
    other = workload._replace(eta=0.4)
    (_, peer, engine), *_ = PEERS
    with pytest.raises(SystemExit, match="away from this engine's weights"):
        engine_speed.check(peer(other), engine(workload), "a peer with another η")


def test_the_gradient_check_is_faster_than_one_parameter_at_a_time():
    assert min(engine_speed.check_ratios(5, networks=engine_speed.CHECKED[:2]).values()) > 4
