"""Does our mailer do right? Run with pytest."""

import os
import shlex
import smtplib
import ssl

import pytest

from smtp_simulator import simulator

COMMAND = shlex.split(os.environ.get("SIMULATE", "npx simulate"))


@pytest.fixture(scope="session")
def simulate():
    with simulator(COMMAND) as running:
        yield running


def send_alarm(host, port, ca, starttls=True):
    """The code under test."""
    with smtplib.SMTP(host, port, timeout=10) as smtp:
        if starttls:
            smtp.starttls(context=ssl.create_default_context(cadata=ca))
        smtp.sendmail("alarms@example.com", ["desk@example.org"], "Subject: disk full\r\n\r\nDisk full.\r\n")


def test_mail_arrives_encrypted(simulate):
    with simulate.server("healthy") as server:
        send_alarm(server["host"], server["port"], server["ca"])
        judgement = simulate.judge(server)
        assert judgement["verdict"] == "pass", judgement["explanation"]
        messages = simulate.request("GET", f"/servers/{server['id']}/messages")["messages"]
        assert [message["subject"] for message in messages] == ["disk full"]


@pytest.mark.parametrize("scenario", ["no-starttls", "cert-expired", "cert-wrong-host", "starttls-removed"])
def test_nothing_is_sent_where_tls_is_not_right(simulate, scenario):
    with simulate.server(scenario) as server:
        with pytest.raises((smtplib.SMTPException, OSError)) as error:
            send_alarm(server["host"], server["port"], server["ca"])
        judgement = simulate.judge(server, error=error.value)
        assert judgement["verdict"] == "pass", judgement["explanation"]


def test_a_mailer_without_starttls_is_found_out(simulate):
    with simulate.server("healthy") as server:
        send_alarm(server["host"], server["port"], server["ca"], starttls=False)
        judgement = simulate.judge(server)
        assert judgement["verdict"] == "fail"
        assert judgement["leak"] == "envelope"
        assert "starttls-not-used" in [diagnosis["id"] for diagnosis in judgement["diagnoses"]]
