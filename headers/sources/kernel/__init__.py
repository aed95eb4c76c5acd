"""Kernel source trees, seen as ``make headers_install ARCH=…`` exports them.

`Kernel` is asked for one architecture after the other; what they share is read
once::

    if is_kernel(files):
        kernel = Kernel(files)
        kernel.architectures()          # ("alpha", "arc", …)
        kernel.exported("x86")          # {"asm/a.out.h": b"…", …}
        kernel.notes                    # what make would have done otherwise

No make, no compiler and no script of the tree runs. docs/kernel-trees.md says
what is covered.
"""

from headers.sources.kernel.tree import Kernel, is_kernel

__all__ = ["Kernel", "is_kernel"]
