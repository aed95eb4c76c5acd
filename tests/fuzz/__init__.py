"""Hostile input of every kind: no crash, no hang, nothing read or written elsewhere.

Texts of C, archives, decisions, baselines, snapshots and cases are built and damaged at random
(more of them with ``--hypothesis-profile=deep``, for half an hour), and what once hurt is kept in
`test_once_hurt`.
"""
