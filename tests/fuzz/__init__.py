"""Hostile input of every kind: no crash, no hang, nothing read or written elsewhere.

Texts of C, archives, decisions, baselines, snapshots and cases are built and damaged at random
(125 times as many with ``--hypothesis-profile=deep``), and what once hurt is kept in
`test_once_hurt`.
"""
