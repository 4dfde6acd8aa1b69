"""Linocuts in a frame on a wall, or as a bare sheet."""

from consign.console.demo.pictures.canvas import rectangle
from consign.console.demo.pictures.colours import TONES, dark, light
from consign.console.demo.pictures.fills import slanting
from consign.console.demo.pictures.linocut import PAPER, Motif, Print
from consign.console.demo.pictures.motifs import MOTIFS
from consign.console.demo.pictures.scene import MIDDLE, Drawer, Scene, on_wall


def _framed(draw: Print) -> Drawer:
    def drawer(scene: Scene) -> None:
        on_wall(scene)
        canvas = scene.canvas
        wood = TONES[scene.rng.choice(["oak", "walnut", "ash", "black"])]
        wide, high = 600, 780
        outer = rectangle(MIDDLE, 580, wide, high, 3)
        canvas.shadow(outer, 22, 150, 26, 30)
        canvas.polygon(outer, slanting(light(wood, 0.3), wood, dark(wood, 0.3)))
        inner = rectangle(MIDDLE, 580, wide - 44, high - 44)
        canvas.polygon(inner, slanting(dark(PAPER, 0.1), PAPER, PAPER))
        draw(scene, Motif(MIDDLE, 560, 235, scene.tone))
        name = [
            [(MIDDLE + 110, 880), (MIDDLE + 180, 876)],
            [(MIDDLE - 190, 880), (MIDDLE - 150, 878)],
        ]
        canvas.strokes(name, 2.4, (120, 110, 104))
        canvas.soft(
            [(MIDDLE - 280, 210), (MIDDLE - 60, 210), (MIDDLE - 278, 560)], (255, 255, 255), 22, 70
        )

    return drawer


KINDS: dict[str, Drawer] = {f"print-{name}": _framed(draw) for name, draw in MOTIFS.items()}
