"""Screens of settlement lists: bureaux, lists, lanes and stays."""
