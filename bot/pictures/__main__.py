"""Draws one chart: its values come in on standard input, the PNG goes out on standard output."""

import os
import sys

from bot.pictures.chart import Chart
from bot.pictures.draw import png

_NICER = 5  # whoever waits for words comes before who waits for a picture


def main() -> None:
    os.nice(_NICER)
    chart = Chart.read(sys.stdin.buffer.read().decode())
    sys.stdout.buffer.write(png(chart))


if __name__ == "__main__":
    main()
