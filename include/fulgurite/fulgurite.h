/* Everything, in the order of its layers. */
#ifndef FULGURITE_FULGURITE_H
#define FULGURITE_FULGURITE_H

#include <fulgurite/base.h>
#include <fulgurite/exact.h>
#include <fulgurite/lapack.h>
#include <fulgurite/domain.h>
#include <fulgurite/arch.h>
#include <fulgurite/config.h>
#include <fulgurite/rank.h>
#include <fulgurite/floats.h>
#include <fulgurite/weights.h>
#include <fulgurite/function.h>
#include <fulgurite/eval.h>
#include <fulgurite/minor.h>
#include <fulgurite/symmetry.h>
#include <fulgurite/ball.h>
#include <fulgurite/single.h>
#include <fulgurite/cert.h>
#include <fulgurite/dim.h>
#include <fulgurite/jacobian.h>
#include <fulgurite/check.h>
#include <fulgurite/cube.h>
#include <fulgurite/tree.h>
#include <fulgurite/organize.h>
#include <fulgurite/verify.h>
#include <fulgurite/fiber.h>
#include <fulgurite/polysys.h>
#include <fulgurite/polyfile.h>
#include <fulgurite/invariants.h>
#include <fulgurite/draw.h>
#include <fulgurite/pattern.h>
#include <fulgurite/judge.h>
#include <fulgurite/dataset.h>
#include <fulgurite/optimize.h>
#include <fulgurite/survey.h>
#include <fulgurite/call.h>

#endif
