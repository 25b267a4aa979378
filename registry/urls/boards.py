"""Addresses of the boards, their trainings, and the share of trained boards."""

from django.urls import path

from registry.views import boards

BOARD = "koperasi/<uuid:uid>/pengurus/"

urlpatterns = [
    path("koperasi/pengurus-terlatih/", boards.trained_boards, name="trained-boards"),
    path(
        "koperasi/pengurus-terlatih/unduh/",
        boards.trained_boards_download,
        name="trained-boards-download",
    ),
    path(BOARD, boards.cooperative_board, name="cooperative-board"),
    path(f"{BOARD}<uuid:member>/pelatihan/", boards.board_trainings, name="board-trainings"),
]
