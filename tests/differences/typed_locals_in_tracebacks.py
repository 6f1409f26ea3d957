# SPDX-License-Identifier: Apache-2.0
"""``tb_frame.f_locals`` of a typed function is empty.

Why: its variables are in registers; only variables that are objects live in the frame.
Instead: print what is needed where the error is raised, or run with AOT_DISABLE=1.

CPython prints:
    divide ['a', 'b']
aot_build prints:
    divide []
"""


def divide(a, b):
    return (a + 1) // b


def main():
    try:
        divide(1, 0)
    except ZeroDivisionError as error:
        frame = error.__traceback__.tb_next.tb_frame
        print(frame.f_code.co_name, sorted(frame.f_locals))


main()
